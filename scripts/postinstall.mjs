// Never fails an install: it only tells a user with an NVIDIA card how to add the CUDA provider.
