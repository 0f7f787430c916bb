"""Finding: bytes of a file to findings. Reads nothing and prints nothing; `files.py` lists, `scanner.py` scans."""
