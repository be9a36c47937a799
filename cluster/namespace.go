package cluster

import (
	"context"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"
)

// Retention is how long Temporal keeps the history of an ended process. The database keeps the facts.
const Retention = 7 * 24 * time.Hour

// SearchAttributes are Steward's own search attributes, all of type Keyword. Few, because each costs an index.
var SearchAttributes = []string{"StewardKind", "StewardState", "StewardStage", "StewardRoot"}

// EnsureNamespace makes the namespace that the options name and Steward's search attributes in it where they are missing, and answers when
// the server's caches know them. A server that is still starting is waited for as long as ctx allows, at most a minute.
func EnsureNamespace(ctx context.Context, options client.Options) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	namespace := options.Namespace
	options.Logger = quiet{}
	c, err := client.NewLazyClient(options)
	if err != nil {
		return err
	}
	defer c.Close()
	for _, do := range []func(context.Context, client.Client, string) error{register, addAttributes, known} {
		for {
			err := do(ctx, c, namespace)
			if err == nil {
				break
			}
			if !passing(err) || ctx.Err() != nil {
				return fmt.Errorf("Temporal's namespace %s: %w", namespace, err)
			}
			select {
			case <-ctx.Done():
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
	return nil
}

// passing tells whether an error of a starting server, or of a cache that lags, goes away by itself.
func passing(err error) bool {
	var (
		denied *serviceerror.PermissionDenied
		exists *serviceerror.AlreadyExists
	)
	return !errors.As(err, &denied) && !errors.As(err, &exists)
}

func register(ctx context.Context, c client.Client, namespace string) error {
	_, err := c.WorkflowService().RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace:                        namespace,
		Description:                      "Steward's processes; a workflow's ID is its record's number",
		WorkflowExecutionRetentionPeriod: durationpb.New(Retention),
	})
	var there *serviceerror.NamespaceAlreadyExists
	if errors.As(err, &there) {
		return nil
	}
	return err
}

func addAttributes(ctx context.Context, c client.Client, namespace string) error {
	there, err := c.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: namespace})
	if err != nil {
		return err
	}
	missing := map[string]enumspb.IndexedValueType{}
	for _, name := range SearchAttributes {
		if _, ok := there.GetCustomAttributes()[name]; !ok {
			missing[name] = enumspb.INDEXED_VALUE_TYPE_KEYWORD
		}
	}
	if len(missing) == 0 {
		return nil
	}
	_, err = c.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{
		Namespace: namespace, SearchAttributes: missing,
	})
	return err
}

// known asks a question that only a server whose caches have the attributes can answer.
func known(ctx context.Context, c client.Client, namespace string) error {
	for _, name := range SearchAttributes {
		_, err := c.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: namespace, Query: name + ` = "x"`})
		if err != nil {
			return err
		}
	}
	return nil
}

func describe(namespace string) *workflowservice.DescribeNamespaceRequest {
	return &workflowservice.DescribeNamespaceRequest{Namespace: namespace}
}
