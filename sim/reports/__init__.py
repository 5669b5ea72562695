"""Results as files that people take with them: tables, workbooks, pictures, papers, notebooks.

Every file carries the manifest of what it shows, and the same inputs give the same bytes.
"""
