"""An HTTP API as a far end: it answers as an OpenAPI document says, and then as a changed one does."""
