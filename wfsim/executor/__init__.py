"""The program in the containers ``init`` and ``wait`` of a pod, and the wrapper around a user's command.

It runs in an image of its own, under whatever name this folder has there: it imports nothing of the rest of wfsim, and
besides the standard library only a client for S3, where one is needed.
"""
