"""OpenVINO models: facts against PyTorch and OpenVINO, damaged and hostile files."""
