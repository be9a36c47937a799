package main

import (
	"github.com/spf13/cobra"

	"steward/api"
	"steward/store"
)

func openapiCommand() *cobra.Command {
	return &cobra.Command{
		Use: "openapi", Short: "Print the description of the API (OpenAPI 3.1, YAML)", GroupID: groupCare, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			server, err := api.New(api.Deps{Store: &store.Store{}, Version: "1"})
			if err != nil {
				return err
			}
			text, err := server.OpenAPI()
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
}
