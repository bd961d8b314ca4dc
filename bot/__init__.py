"""What you run: settings, app assembly, web, clock, command line, playground."""
