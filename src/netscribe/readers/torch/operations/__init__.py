"""Tables from recorded PyTorch calls to operation facts, one file per family."""
