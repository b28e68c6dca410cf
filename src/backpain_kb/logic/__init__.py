"""
The `when` language: one small expression text for every condition.

It knows names and types only from the symbol table that it is given; of packs, findings and people it knows nothing.
"""
