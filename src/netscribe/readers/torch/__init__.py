"""Reads PyTorch modules, exported programs and archives."""
