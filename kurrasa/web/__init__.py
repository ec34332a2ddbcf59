"""The book as a site: the parts that the screen shows, with search and filters, from a folder and without a server."""
