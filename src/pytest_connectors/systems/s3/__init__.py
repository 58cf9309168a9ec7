"""What is object storage, as a far end that we own?"""
