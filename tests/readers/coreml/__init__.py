"""CoreML models: facts against PyTorch, damaged and hostile files."""
