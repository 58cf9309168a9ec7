"""What is a declared document to the far end? What it takes and gives, how it changes, and how two of it compare."""
