<<<<<<< HEAD
"""What does an OpenAPI document ask of values, and which values does it take?"""
=======
"""What does an OpenAPI document ask of values, what happens to it, and what does a comparison of two of them say?"""
>>>>>>> rest-change
