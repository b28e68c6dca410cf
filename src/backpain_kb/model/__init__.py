"""
The words of the field as frozen classes.

They validate what one object can know of itself; they know nothing of files, dictionaries or output.
"""
