"""Files with changed bytes, read by every reader of files: a graph or one clear line, in bounds."""
