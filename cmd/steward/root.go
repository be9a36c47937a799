package main

import (
	"github.com/spf13/cobra"
)

// root answers the whole command line; each command has a file of its name.
func root() *cobra.Command {
	c := &cobra.Command{
		Use:   "steward",
		Short: "Steward (管家): IT and customer service management in which every promise is a durable process",
		Long: `Steward (管家): IT and customer service management in which every promise is a durable process.

To try it, type "steward up": it starts a PostgreSQL and a Temporal of its own, the web application with demo data, and
prints where to sign in. In production run "steward migrate", then "steward api" and "steward worker" beside your own
PostgreSQL and Temporal; each command's --help names the environment variables it reads.`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	c.AddGroup(&cobra.Group{ID: groupRun, Title: "Running:"}, &cobra.Group{ID: groupData, Title: "Data:"}, &cobra.Group{ID: groupCare, Title: "Care:"})
	c.SetHelpCommandGroupID(groupCare)
	c.SetCompletionCommandGroupID(groupCare)
	c.AddCommand(upCommand(), statusCommand(), apiCommand(), workerCommand(), migrateCommand(), userCommand(), seedCommand(), importCommand(), documentsCommand(), driveCommand(), openapiCommand(), testbedCommand(), auditCommand(), doctorCommand(), replayCommand(), clockCommand(), versionCommand())
	return c
}

// Groups of commands in the help.
const (
	groupRun  = "run"
	groupData = "data"
	groupCare = "care"
)
