package media

func ingestUntilKilled(string) {}
