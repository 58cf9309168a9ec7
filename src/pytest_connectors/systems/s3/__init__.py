"""S3: a stand-in behind its wire protocol, its objects and what can happen to them."""
