//! Unions with and without a tag, in requests and answers; failures with a type. Run by `.ci/mock`.
//!
//! document: mistral.yaml
//! paths: /v1/models /v1/models/{model_id} /v1/chat/completions /v1/conversations /v1/conversations/{conversation_id} /v1/conversations/{conversation_id}/history /v1/files /v1/files/{file_id} /v1/embeddings /v1/libraries

mod support;

use client::mistral::{
    AgentsApiV1ConversationsGetResponse, AgentsApiV1ConversationsListResponseItem, AssistantMessageContent,
    ChatCompletionRequest, ChatCompletionRequestMessagesItem as Message, ChatCompletionRequestStop,
    ChatCompletionRequestToolChoice, Client, ContentChunk, ContentChunkImageUrl, ContentChunkReference,
    ConversationHistoryEntriesItem, ConversationInputs, ConversationRequest, ConversationRequestToolsItem,
    ConversationResponseOutputsItem, Credentials, EmbeddingRequest, EmbeddingRequestInput, Error,
    FilePurpose, Function, FunctionName, ImageUrl, ImageUrlChunkImageUrl, InputEntriesItem, LibraryIn,
    MessageInputEntry, MessageInputEntryContent, MessageInputEntryRole,
    RetrieveModelV1ModelsModelIdGetResponse, SampleType, StandardFailure, SystemMessage,
    SystemMessageContent, SystemMessageContentChunksText, Tool, ToolChoice, ToolChoiceEnum, UserMessage,
    UserMessageContent, ValidationErrorLocItem, WebSearchTool,
};
use specwright_runtime::Upload;
use support::{prefer, random};

const ID: &str = "4ef9a417-02e9-4d39-ad75-9611e0fcc33c";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mistral =
        Client::builder().credentials(Credentials::new("key")).with_options(support::options()).build()?;
    models(&mistral).await?;
    chat(&mistral).await?;
    embeddings(&mistral).await?;
    conversations(&mistral).await?;
    files(&mistral).await?;
    failures(&mistral).await
}

/// The mock server finds fault with some of its own answers, says so, and sends none.
fn fitting<T>(answer: Result<T, Error>) -> Result<Option<T>, Error> {
    match answer {
        Err(error)
            if String::from_utf8_lossy(error.body().map_or(&[], |body| &body[..]))
                .contains("errors#VIOLATIONS") =>
        {
            Ok(None)
        }
        answer => answer.map(Some),
    }
}

/// A model is of two kinds, told apart by `type`.
async fn models(mistral: &Client) -> Result<(), Error> {
    use RetrieveModelV1ModelsModelIdGetResponse as Model;
    fitting(mistral.list_models_v1_models_get().provider("mistral").await)?;
    for seed in 0..40 {
        let model = mistral.retrieve_model_v1_models_model_id_get("a/b").with_options(random(seed)).await?;
        assert!(matches!(model, Model::Base(_) | Model::FineTuned(_)), "{model:?}");
    }
    assert_eq!(mistral.delete_model_v1_models_model_id_delete("ft:1").await?.deleted, Some(true));
    Ok(())
}

/// Messages by their role, whose content is a text or pieces by their type; a choice of tools by name or by object.
async fn chat(mistral: &Client) -> Result<(), Error> {
    let system = SystemMessage::new(SystemMessageContent::Text("Be brief.".into()));
    let pieces = vec![
        ContentChunk::Text(SystemMessageContentChunksText::new("What is this?")),
        ContentChunk::ImageUrl(ContentChunkImageUrl::new(ImageUrlChunkImageUrl::Text(
            "https://a.example/i".into(),
        ))),
        ContentChunk::ImageUrl(ContentChunkImageUrl::new(ImageUrlChunkImageUrl::ImageUrl(ImageUrl::new(
            "https://b.example/i",
        )))),
        ContentChunk::Reference(ContentChunkReference::new(vec![1, 2])),
    ];
    let user = UserMessage::new().content(UserMessageContent::ContentChunkList(pieces));
    let schema = [("type".to_owned(), "object".into())];
    let request =
        ChatCompletionRequest::new("mistral-small", vec![Message::System(system), Message::User(user)])
            .stop(ChatCompletionRequestStop::TextList(vec!["END".into(), "STOP".into()]))
            .tools(vec![Tool::new(Function::new("look", schema.into()))])
            .tool_choice(ChatCompletionRequestToolChoice::ToolChoiceEnum(ToolChoiceEnum::Any))
            .temperature(0.25);
    fitting(mistral.chat_completion_v1_chat_completions_post(request.clone()).await)?;
    let mut answers = 0;
    for seed in 0..40 {
        let call = mistral.chat_completion_v1_chat_completions_post(request.clone());
        let Some(answer) = fitting(call.with_options(random(seed)).await)? else { continue };
        answers += 1;
        for choice in answer.choices {
            let content = choice.message.content.into_option();
            assert!(!matches!(content, Some(AssistantMessageContent::Unlisted(_))), "{content:?}");
        }
    }
    assert!(answers > 10, "only {answers} answers fit");
    let named = ToolChoice::new(FunctionName::new("look"));
    let request = request
        .tool_choice(ChatCompletionRequestToolChoice::ToolChoice(named))
        .stop(ChatCompletionRequestStop::Text("END".into()));
    fitting(mistral.chat_completion_v1_chat_completions_post(request).await)?;
    Ok(())
}

async fn embeddings(mistral: &Client) -> Result<(), Error> {
    let list = EmbeddingRequestInput::TextList(vec!["a".into(), "b".into()]);
    for (seed, input) in [EmbeddingRequestInput::Text("a".into()), list].into_iter().enumerate() {
        let request = EmbeddingRequest::new("mistral-embed", input);
        fitting(mistral.embeddings_v1_embeddings_post(request).with_options(random(seed)).await)?;
    }
    Ok(())
}

/// Entries without a discriminator, told apart by their shapes.
async fn conversations(mistral: &Client) -> Result<(), Error> {
    use ConversationHistoryEntriesItem as Entry;
    let text = MessageInputEntryContent::Text("Hello".into());
    let entry =
        InputEntriesItem::MessageInputEntry(MessageInputEntry::new(MessageInputEntryRole::User, text));
    let start = ConversationRequest::new(ConversationInputs::InputEntries(vec![entry]))
        .model("mistral-small")
        .tools(vec![ConversationRequestToolsItem::WebSearch(WebSearchTool::new())]);
    for seed in 0..20 {
        let answer =
            mistral.agents_api_v1_conversations_start(start.clone()).with_options(random(seed)).await?;
        for output in &answer.outputs {
            assert!(!matches!(output, ConversationResponseOutputsItem::Unlisted(_)), "{output:?}");
        }
        let history = mistral.agents_api_v1_conversations_history("c").with_options(random(seed)).await?;
        assert!(history.entries.iter().all(|entry| !matches!(entry, Entry::Unlisted(_))), "{history:?}");
        let listed =
            mistral.agents_api_v1_conversations_list().page_size(10).with_options(random(seed)).await?;
        let unlisted = |item: &_| matches!(item, AgentsApiV1ConversationsListResponseItem::Unlisted(_));
        assert!(!listed.iter().any(unlisted), "{listed:?}");
    }
    let simple = ConversationRequest::new(ConversationInputs::Text("Hello".into())).agent_id("ag_1");
    mistral.agents_api_v1_conversations_start(simple).await?;
    let one = mistral.agents_api_v1_conversations_get("c").await?;
    assert!(matches!(one, AgentsApiV1ConversationsGetResponse::ModelConversation(_)), "{one:?}");
    mistral.agents_api_v1_conversations_delete("c").await
}

async fn files(mistral: &Client) -> Result<(), Error> {
    let file = Upload::bytes(r#"{"a": 1}"#).with_name("data.jsonl");
    let sent =
        mistral.files_api_routes_upload_file(file).purpose(FilePurpose::FineTune).with_options(random(1));
    fitting(sent.await)?;
    let id = ID.parse().expect("a UUID");
    let listed = mistral
        .files_api_routes_list_files()
        .page(0)
        .sample_type(vec![SampleType::Instruct, SampleType::Pretrain])
        .include_total(false);
    fitting(listed.await)?;
    fitting(mistral.files_api_routes_retrieve_file(id).await)?;
    assert_eq!(mistral.files_api_routes_delete_file(id).await?.id.get_version_num(), 4);
    fitting(mistral.libraries_list_v1().await)?;
    fitting(mistral.libraries_create_v1(LibraryIn::new("Books").description("All")).await)?;
    Ok(())
}

/// The places of what is wrong are texts and numbers.
async fn failures(mistral: &Client) -> Result<(), Error> {
    for seed in 0..20 {
        let wish = prefer(&format!("code=422, dynamic=true, seed={seed}"));
        let refused = mistral
            .retrieve_model_v1_models_model_id_get("m")
            .with_options(wish)
            .await
            .expect_err("a failure");
        let Some(StandardFailure::UnprocessableContent(failure)) = StandardFailure::of(&refused) else {
            panic!("{refused:?}")
        };
        for place in failure.detail.iter().flatten().flat_map(|problem| &problem.loc) {
            assert!(!matches!(place, ValidationErrorLocItem::Unlisted(_)), "{place:?}");
        }
    }
    Ok(())
}
