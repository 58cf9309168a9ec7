"""REST as a far end: a server on loopback that speaks an OpenAPI document."""
