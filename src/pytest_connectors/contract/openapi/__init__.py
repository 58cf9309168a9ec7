"""What does an OpenAPI document say? Read from files as values; nothing is served here."""
