"""The engine for shards: processes that share a folder and nothing else, or one process with little memory.

A job is a row of steps. Each step goes over parts, the parts of the input or ranges of keys, in any order and on any
machine; it reads what the steps before it wrote, and writes files that are complete or not there. Whatever the number
of parts, the results are those of the local engine.
"""
