"""What CoreML's operations do, in the house's words."""
