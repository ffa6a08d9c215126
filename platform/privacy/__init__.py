"""What was promised, how is it kept, and is it kept now? The policy as promises, each with what proves it."""
