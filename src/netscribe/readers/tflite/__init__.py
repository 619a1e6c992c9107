"""Reads TensorFlow Lite models."""
