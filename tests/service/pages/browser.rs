//! What a browser without a script does with a page.

use http::Method;

use crate::support::{Answer, Service};

/// A form as its reader has it on the screen.
#[derive(Clone)]
pub struct Form {
    action: String,
    controls: Vec<Control>,
}

#[derive(Clone, Debug)]
struct Control {
    kind: String,
    name: String,
    value: String,
    /// Whether it is sent: a button is not, a radio only if it is chosen.
    taken: bool,
}

impl Form {
    /// The one on that page.
    #[track_caller]
    pub fn on(page: &Answer) -> Self {
        let html = page.text();
        let (_, form) = html
            .split_once("<form method=\"post\" action=\"")
            .expect("a form");
        let (action, form) = form.split_once('"').expect("its action");
        let (form, _) = form.split_once("</form>").expect("its end");
        let mut controls = Vec::new();
        for part in form.split('<').skip(1) {
            let (tag, text) = part.split_once('>').expect("the end of a tag");
            let kind = match tag.split(' ').next() {
                Some("input") => attribute(tag, "type").unwrap_or("text".into()),
                Some("textarea") => "textarea".into(),
                _ => continue,
            };
            controls.push(Control {
                name: attribute(tag, "name").expect("a name"),
                value: match kind.as_str() {
                    // The line that follows the tag is not part of the text.
                    "textarea" => unescape(text.strip_prefix('\n').unwrap_or(text)),
                    _ => attribute(tag, "value").unwrap_or_default(),
                },
                taken: !matches!(kind.as_str(), "radio" | "checkbox") || tag.ends_with(" checked"),
                kind,
            });
        }
        Self {
            action: action.into(),
            controls,
        }
    }

    /// Whether it has a control of that name, for the eye or not.
    pub fn has(&self, name: &str) -> bool {
        self.controls.iter().any(|control| control.name == name)
    }

    /// What it would send under that name.
    pub fn values(&self, name: &str) -> Vec<&str> {
        let sent = self
            .controls
            .iter()
            .filter(|control| control.taken && control.name == name);
        sent.map(|control| control.value.as_str()).collect()
    }

    /// The names of the questions that it asks.
    pub fn asks(&self) -> Vec<&str> {
        let mut asked = Vec::new();
        for control in self
            .controls
            .iter()
            .filter(|control| control.kind != "hidden")
        {
            if let Some(name) = control.name.strip_prefix("a.")
                && asked.last() != Some(&name)
            {
                asked.push(name);
            }
        }
        asked
    }

    /// Chooses a point or an option.
    #[track_caller]
    pub fn choose(mut self, name: &str, value: &str) -> Self {
        let mut found = false;
        for control in self
            .controls
            .iter_mut()
            .filter(|control| control.name == name)
        {
            match control.kind.as_str() {
                "radio" => control.taken = control.value == value,
                "checkbox" => control.taken |= control.value == value,
                kind => panic!("{name} is of type {kind}"),
            }
            found |= control.value == value;
        }
        assert!(found, "{name} has no {value}");
        self
    }

    /// Unticks an option.
    #[track_caller]
    pub fn untick(mut self, name: &str, value: &str) -> Self {
        let mut all = self.controls.iter_mut();
        let control = all.find(|control| control.name == name && control.value == value);
        let control = control.expect("an option");
        assert_eq!(control.kind, "checkbox");
        control.taken = false;
        self
    }

    /// Writes into a field that can be seen.
    #[track_caller]
    pub fn write(mut self, name: &str, text: &str) -> Self {
        let mut all = self.controls.iter_mut();
        let control = all.find(|control| control.name == name).expect("a field");
        assert!(
            matches!(control.kind.as_str(), "text" | "textarea"),
            "{control:?}"
        );
        control.value = text.replace('\n', "\r\n");
        self
    }

    /// Sends what no browser would under that name.
    pub fn forge(mut self, name: &str, value: &str) -> Self {
        self.controls.retain(|control| control.name != name);
        self.controls.push(Control {
            kind: "forged".into(),
            name: name.into(),
            value: value.into(),
            taken: true,
        });
        self
    }

    /// Presses the button that goes on.
    pub async fn send(&self, service: &Service) -> Answer {
        self.press(service, None).await
    }

    /// Presses the button that goes back.
    pub async fn back(&self, service: &Service) -> Answer {
        self.press(service, Some(("back", "1"))).await
    }

    async fn press(&self, service: &Service, button: Option<(&str, &str)>) -> Answer {
        let taken = self.controls.iter().filter(|control| control.taken);
        let mut fields: Vec<(&str, &str)> = taken
            .map(|control| (control.name.as_str(), control.value.as_str()))
            .collect();
        fields.extend(button);
        let call = service.call(Method::POST, &self.action);
        call.form(&fields)
            .header("origin", service.host.url())
            .send()
            .await
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, after) = tag.split_once(&format!(" {name}=\""))?;
    after.split('"').next().map(unescape)
}

fn unescape(html: &str) -> String {
    let mut text = html.to_owned();
    for (escaped, plain) in [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
    ] {
        text = text.replace(escaped, plain);
    }
    text
}
