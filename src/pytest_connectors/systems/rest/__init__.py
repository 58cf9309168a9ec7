"""REST as a far end: a server that speaks an OpenAPI document, and what happens to the two of them."""
