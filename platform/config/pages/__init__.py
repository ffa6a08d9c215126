"""What does a person see in the browser? Pages in plain HTML, over the same verbs as the API."""
