"""Reads GGUF files, which hold the weights of language models and what they are weights of."""
