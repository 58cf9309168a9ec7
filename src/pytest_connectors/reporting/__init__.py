"""What came out, told to people and to machines: one model, the matrix, and one format a file."""
