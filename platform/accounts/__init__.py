"""Who the customers and their people are: accounts, users, teams, sessions."""
