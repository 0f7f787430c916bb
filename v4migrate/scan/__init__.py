"""Finding: bytes of a file to findings. Prints nothing; `files/` lists and reads, `scanner.py` scans."""
