"""The screens: agent desk, and the phone and chat pages for trying out.
May not decide anything: what is legal, who is next and what is said is asked of the other rooms."""
