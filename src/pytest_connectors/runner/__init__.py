"""One test body through one scenario: the unchanged runs, the cases, and hypothesis where there is something to draw."""
