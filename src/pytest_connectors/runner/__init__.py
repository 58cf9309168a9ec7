"""One test body through one scenario: the unchanged runs, the cases, and what hypothesis draws."""
