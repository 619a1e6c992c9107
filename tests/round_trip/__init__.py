"""From the picture back to the network."""
