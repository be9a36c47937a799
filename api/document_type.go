package api

import (
	"context"
	"net/http"

	"steward/domain"
	"steward/domain/access"
	"steward/store"
)

func (s *Server) registerDocumentTypes() {
	s.registerTypeFiles()
	registerNoun(s, directoryNoun[store.DocumentGroup, store.DocumentGroupInput]{
		one: "document-group", many: "document-groups", read: signedIn,
		list: forAnybody(s.Store.DocumentGroups), get: forAnybody(s.Store.DocumentGroup), create: s.Store.CreateDocumentGroup, update: s.Store.UpdateDocumentGroup,
	})
	register(s, op(http.MethodGet, "/document-types", "list-document-types", "List types of documents"), signedIn, s.documentTypes)
	register(s, created(op(http.MethodPost, "/document-types", "create-document-type", "Add a type of documents")), admins,
		func(ctx context.Context, in *creation[store.DocumentTypeInput]) (*body[store.DocumentType], error) {
			return answer(s.Store.CreateDocumentType(ctx, viewerOf(ctx), in.Body, in.Key))
		})
	register(s, op(http.MethodGet, "/document-types/{id}", "get-document-type", "One type of documents"), insiders, func(ctx context.Context, in *Named) (*body[store.DocumentType], error) {
		return answer(s.Store.DocumentType(ctx, in.key()))
	})
	register(s, op(http.MethodPatch, "/document-types/{id}", "update-document-type", "Change a type of documents"), admins,
		func(ctx context.Context, in *revisal[store.DocumentTypeInput]) (*body[store.DocumentType], error) {
			return answer(s.Store.UpdateDocumentType(ctx, viewerOf(ctx), in.key(), in.Body))
		})
}

// insiders work here: documents are nobody else's affair.
var insiders = Rule{name: "no customer's contact", may: func(v access.Viewer) bool { return v.CustomerID == 0 }}

type documentTypeList struct {
	DirectoryList
	Group  string `query:"group" maxLength:"200" doc:"Only those of this group, by id or code"`
	Usable bool   `query:"usable" doc:"Those by which one may begin a document, and whom one must choose"`
}

func (s *Server) documentTypes(ctx context.Context, in *documentTypeList) (*body[store.Page[store.DocumentType]], error) {
	v := viewerOf(ctx)
	if v.CustomerID != 0 && !in.Usable {
		return nil, domain.Refuse(domain.Forbidden, "Types of documents are for those who work here.", "公文类型仅限内部人员查看。")
	}
	return answer(s.Store.DocumentTypes(ctx, v, store.DocumentTypeQuery{ListQuery: in.query(), Group: domain.ParseKey(in.Group), Usable: in.Usable}))
}

type takeTypeFileInput struct {
	Dry  bool `query:"dry" doc:"only say what it would do"`
	Body store.TypeFile
}

// registerTypeFiles adds types as files.
func (s *Server) registerTypeFiles() {
	register(s, op(http.MethodGet, "/document-types/{id}/file", "export-document-type", "A type with its form and plans as a file"), admins, func(ctx context.Context, in *Named) (*body[store.TypeFile], error) {
		return answer(s.Store.TypeFile(ctx, in.key()))
	})
	register(s, op(http.MethodPost, "/document-types/file", "import-document-type", "Make a type, its form and plans what a file says"), admins,
		func(ctx context.Context, in *takeTypeFileInput) (*body[store.TypeFileReport], error) {
			return answer(s.Store.TakeTypeFile(ctx, viewerOf(ctx), in.Body, in.Dry))
		})
}
