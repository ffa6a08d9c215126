"""Where rows live: the embedded server, roles, the account wall and what every table shares."""
