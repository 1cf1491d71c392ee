"""Compiles the kernels to one library when the package is built; not part of what is installed.

``python -m build_kernels`` puts it beside the sources, for a checkout whose kernels were changed.
"""
