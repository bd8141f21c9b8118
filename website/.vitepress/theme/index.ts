// The default theme without the font that it brings: the system's will do.
import Theme from 'vitepress/theme-without-fonts';
import './style.css';

export default Theme;
