"""GGUF files: what is drawn of known architectures, what is listed of others, damaged files."""
