"""A lived body written back into the musculoskeletal model that it came from: OpenSim or MuJoCo."""
