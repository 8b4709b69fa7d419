"""Videos: superpixels through time, what stands for an absent one, and which of them belong together."""
