"""The far ends as context managers that work without pytest: one system a folder, behind one protocol."""

NEEDS_EXTRA = 'this needs {0!r}, which is not installed: pip install "pytest-connectors[{1}]"'
