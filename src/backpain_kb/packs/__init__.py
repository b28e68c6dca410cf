"""
Packs: folders of knowledge files, read strictly, merged, checked.

Reading a pack runs none of its code, follows no path out of it, and reports every fault of every file at once.
"""
