"""What was seen, and what does it mean? Observations, their comparison and the verdict. Pure: no I/O."""
