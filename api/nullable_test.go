package api

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOpenAPI_SaysWhatMayBeNull(t *testing.T) {
	s, err := New(Deps{})
	require.NoError(t, err)
	record := s.api.OpenAPI().Components.Schemas.Map()["Record"]
	assignee := record.Properties["assignee"]
	require.Len(t, assignee.OneOf, 2, "nobody may be assigned")
	require.Equal(t, "#/components/schemas/Ref", assignee.OneOf[0].Ref)
	require.Equal(t, "null", assignee.OneOf[1].Type)
	require.Empty(t, record.Properties["acts"].OneOf, "a list is never null")
}
