"""What happens when, and what is owed?"""
