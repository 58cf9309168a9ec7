"""What can change: schemas, rows and changes as values, and strategies for them. No I/O."""
