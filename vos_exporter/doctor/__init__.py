"""What one real VOS answers, said in sentences a person can act on: nothing is guessed into a number.

It stands above everything that reads VOS and reads no body itself: a route is asked as a scrape asks it.
"""
