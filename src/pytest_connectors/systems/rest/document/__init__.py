"""What does an OpenAPI document ask of values, and which values does it take?"""
