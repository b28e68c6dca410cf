"""
From words to entities: what people type, with its synonyms and typing errors, to what the packs call it.
"""
