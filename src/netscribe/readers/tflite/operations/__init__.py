"""What TensorFlow Lite's operators do, in the house's words; one file per family."""
