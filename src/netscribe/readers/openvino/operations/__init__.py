"""What OpenVINO's operations do, in the house's words; one file per family."""
